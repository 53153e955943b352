"""Any figure explained: the answer first, then the sites, months and report versions that it is made of."""

"""Documents for people: PDF made by typst, from data alone."""

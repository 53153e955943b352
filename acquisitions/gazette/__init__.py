"""The official gazette (BODACC), as its open data set `annonces-commerciales` publishes it: read, told apart, weighed.

Nothing here touches the database. Words, judgments and weights are data: the `.toml` files beside.
"""

"""A synthetic group of any size: invented sites with a believable past (see `services.demo_group_create`).

Nothing here is real: names are drawn from word lists; FINESS numbers begin with 96 and SIREN numbers with 000, which
are not in use (no department 96, no SIREN under 005), with valid keys. Communes are real, so that maps work.
"""

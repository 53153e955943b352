"""Every write of the domain: keyword-only, typed, atomic; a refusal is a DomainError."""

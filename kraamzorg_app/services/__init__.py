"""The verbs: one function is one permission, one transaction and what follows from it."""

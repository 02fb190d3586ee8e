"""The use cases: a module per flow, a method per use case, a transaction each."""

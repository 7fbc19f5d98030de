"""Rights over what is kept about a person: to read it, to take it along, to have it erased."""

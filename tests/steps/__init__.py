"""The flows whose steps are tried: each module declares those of one kind of thing."""

"""Fire safety, drills and the equipment that is watched."""

"""Every select, one module per subject. What belongs to a workspace is only ever asked for together
with that workspace's id; the few questions about all of them are named `due_...`."""

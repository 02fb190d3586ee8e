"""Who is to be invited, as a file says it: reading it, understanding it, and writing one."""

"""Videos and animations: which moments are looked at, in a process apart where need be, and told as one."""

"""How a request goes out and an answer comes in: who may be asked, for how long, and in which bounds."""

"""From a scene and a lesson to films: jobs, the processes that draw them, and what is already there."""

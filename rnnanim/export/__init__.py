"""What is made from frames, films and timelines: joined films, subtitles, loops, stills."""

"""The server: keys, tasks, files and callbacks around the studio. It knows no music theory."""

"""The verbs: reading, writing, composing, playing, singing, mixing and pressing a song."""

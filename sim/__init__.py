"""gewang (格网): a multi-agent simulation of residents' community governance."""

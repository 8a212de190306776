"""A traceable knowledge graph of an innovation ecosystem, from Chinese texts."""

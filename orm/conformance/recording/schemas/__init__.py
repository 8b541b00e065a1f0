"""Models and data of the recorded files, each unlike the others. Data come from seeded generators."""

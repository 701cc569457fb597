"""What `./portal bench sla` measures, part by part. Every part gives rows of a measure, a demand and a figure."""

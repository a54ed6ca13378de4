"""The demo's story: fictional people whose files go through the real actions, on the days the story says.

CI loads it; screenshots and journeys use it (law 15). Nothing is written behind the actions' back.
"""

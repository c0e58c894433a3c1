"""Sends one call of each kind with Segment's client for Python.

usage: python segment_python.py HOST WRITE_KEY [gzip]
"""

import sys
from datetime import datetime, timezone

from segment.analytics.client import Client

failed = []


def on_error(error, _):
    failed.append(error)


host, write_key = sys.argv[1:3]
client = Client(
    write_key, host=host, gzip="gzip" in sys.argv[3:], max_retries=5, on_error=on_error
)

client.identify(
    "u-2002",
    {
        "email": "Grace.Sample@Example.org",
        "firstName": "grace",
        "lastName": "SAMPLE",
        "phone": "(919) 555-0142",
        "address": {
            "street": "12 Sample St",
            "city": "raleigh",
            "state": "North Carolina",
            "postalCode": "27601",
            "country": "US",
        },
    },
)
client.track(
    "u-2002",
    "Order Completed",
    {"order_id": "5031", "total": 27.5, "products": [{"sku": "45790-32"}]},
    timestamp=datetime(2024, 2, 3, 4, 5, 6, 789000, tzinfo=timezone.utc),
)
client.track(anonymous_id="anon-88", event="Signed Up", properties={"plan": "volunteer"})
client.page(
    "u-2002",
    "Docs",
    "Home",
    {"url": "https://example.org/home?utm_source=newsletter", "title": "Home"},
)
client.screen(anonymous_id="anon-88", name="Main")
client.group("u-2002", "g-9", {"name": "Local 9"})
client.alias("anon-88", "u-2002")

client.flush()
client.shutdown()
sys.exit(f"{failed}" if failed else 0)

"""A shop: decimals, UUID and text keys, order lines as an explicit join model, keys to unique columns, every on_delete."""

import random

from schemas.declaring import auto, char, column, day, dec, decimal, key, many, moment, one, pairs, uid

MODELS = {
    "Category": {
        "table": "category",
        "ordering": ["slug"],
        "fields": {
            "id": auto(),
            "name": char(40),
            "slug": char(40, unique=True),
            "parent": key("self", "SET_NULL", null=True, related_name="children"),
        },
    },
    "Supplier": {
        "table": "supplier",
        "fields": {
            "code": char(8, primary_key=True),
            "name": char(40),
            "country": char(2, null=True),
            "since": column("date", null=True),
        },
    },
    "Label": {"table": "label", "fields": {"id": auto(), "text": char(20, unique=True)}},
    "Product": {
        "table": "product",
        "fields": {
            "id": auto("bigauto"),
            "sku": char(12, unique=True),
            "name": char(60),
            "category": key("Category", "RESTRICT", related_name="products"),
            "supplier": key("Supplier", "SET_DEFAULT", default="none", related_query_name="good"),
            "price": decimal(8, 2),
            "weight": column("float", null=True),
            "active": column("boolean", default=True),
            "labels": many("Label"),
            "related": many("self"),
        },
    },
    "Customer": {
        "table": "customer",
        "fields": {
            "id": {"type": "uuid", "primary_key": True},
            "email": char(40, unique=True),
            "name": char(40, null=True),
            "referred_by": key("self", "SET_NULL", null=True, related_name="referrals"),
            "tier": column("integer", default=1),
            "balance": decimal(10, 2, default=dec("0")),
            "joined": column("datetime"),
            "wishes": many("Product", related_name="wished_by"),
        },
    },
    "Profile": {
        "table": "profile",
        "fields": {
            "id": auto(),
            "customer": one("Customer", related_name="profile"),
            "bio": column("text"),
            "newsletter": column("boolean", null=True),
            "favourite": key("Product", "SET_NULL", null=True, related_name="+"),
        },
    },
    "Order": {
        "table": "order",
        "ordering": ["-placed", "id"],
        "fields": {
            "id": auto(),
            "customer": key("Customer", "PROTECT", null=True, related_name="orders"),
            "placed": column("datetime"),
            "status": char(10, default="new"),
            "reference": column("uuid", null=True, unique=True),
            "discount": decimal(5, 3, null=True),
            "items": many("Product", through="OrderLine", related_name="orders"),
        },
    },
    "OrderLine": {
        "table": "order_line",
        "unique_together": [["order", "product"]],
        "fields": {
            "id": auto(),
            "order": key("Order", related_name="lines"),
            "product": key("Product", "RESTRICT", related_name="lines"),
            "quantity": column("positive_integer", default=1),
            "unit_price": decimal(8, 2, null=True),
        },
    },
    "Shipment": {
        "table": "shipment",
        "fields": {
            "order": one("Order", primary_key=True),
            "carrier": key("Supplier", "SET_NULL", null=True, related_name="shipments"),
            "shipped": column("date", null=True),
        },
    },
    "Review": {
        "table": "review",
        "unique_together": [["product", "customer"]],
        "fields": {
            "id": auto(),
            "product": key("Product", to_field="sku", related_name="reviews"),
            "customer": key("Customer", to_field="email", null=True, related_query_name="opinion"),
            "stars": column("integer", null=True),
            "body": column("text"),
        },
    },
}

_random = random.Random(31)
_pick = _random.choice


def _maybe(value, share=0.3):
    return None if _random.random() < share else value


def _moment():
    return moment(f"20{_pick([19, 20, 21])}-{_pick(['01', '02', '06', '12'])}-{_pick(['01', '28', '15'])}T{_pick(['00:00:00', '12:30:15', '23:59:59.999999'])}")


_SUPPLIERS = ["none", "ACME", "acme", "Ünïc", "x_y", "100%"]
_CATEGORIES = [
    ("All", "all", None), ("Books", "books", 1), ("Novels", "novels", 2), ("Essays", "essays", 2), ("Tools", "tools", 1),
    ("Hammers", "a_hammer", 5), ("Books", "z-books", 5), ("空", "kong", None), ("", "empty", 3),
]
_PRODUCTS = range(1, 17)
_CUSTOMERS = range(1, 11)
_ORDERS = range(1, 21)
_EMAILS = {n: f"{_pick(['ann', 'Bob', 'c_d', '王'])}{n}@{_pick(['x.com', 'X.com', 'y.org'])}" for n in _CUSTOMERS}

DATA = {
    "Category": [
        {"id": n, "name": name, "slug": slug, "parent_id": parent} for n, (name, slug, parent) in enumerate(_CATEGORIES, 1)
    ],
    "Supplier": [
        {"code": code, "name": _pick(["Acme", "acme", "Bolt & Co", "Élan"]), "country": _maybe(_pick(["DE", "US", ""])),
         "since": _maybe(day(_pick(["1999-12-31", "2000-02-29", "2020-01-01"])))}
        for code in _SUPPLIERS
    ],
    "Label": [{"id": n, "text": text} for n, text in enumerate(["new", "New", "sale", "10%", "", "天", "eco"], 1)],
    "Product": [
        {"id": n, "sku": f"{_pick('AbC')}-{n % 7}{n}", "name": _pick(["Hammer", "hammer", "Saw 100%", "Box_1", "", "锤子"]),
         "category_id": _pick([2, 3, 3, 4, 5, 6, 8]), "supplier_id": _pick(_SUPPLIERS[:5]),
         "price": dec(_pick(["9.99", "10.00", "0.00", "1234.50", "99.95", "10.00"])),
         "weight": _maybe(_pick([0.5, 1.25, 3.5, 1e-3, 100.25])), "active": _random.random() < 0.7}
        for n in _PRODUCTS
    ],
    "Customer": [
        {"id": uid(n), "email": _EMAILS[n], "name": _maybe(_pick(["Ann", "ann", "Bob", "王", "", "O'Hara"])),
         "referred_by_id": _maybe(uid(_pick(range(1, n)))) if n > 1 else None, "tier": _pick([1, 1, 2, 3]),
         "balance": dec(_pick(["0.00", "12.34", "-5.00", "99999.99"])), "joined": _moment()}
        for n in _CUSTOMERS
    ],
    "Profile": [
        {"id": n, "customer_id": uid(n + 1), "bio": _pick(["", "likes 100% _tools_", "reads", "Reads"]),
         "newsletter": _pick([True, False, None]), "favourite_id": _maybe(_pick(_PRODUCTS))}
        for n in range(1, 8)
    ],
    "Order": [
        {"id": n, "customer_id": _maybe(uid(_pick(_CUSTOMERS)), 0.2), "placed": _moment(),
         "status": _pick(["new", "paid", "sent", "Paid"]), "reference": _maybe(uid(100 + n), 0.5),
         "discount": _maybe(dec(_pick(["0.100", "0.250", "0.000"])), 0.5)}
        for n in _ORDERS
    ],
    "OrderLine": [
        {"id": n, "order_id": order, "product_id": product, "quantity": _pick([1, 1, 2, 5]),
         "unit_price": _maybe(dec(_pick(["9.99", "10.00", "8.50"])))}
        for n, (order, product) in enumerate(pairs(_random, range(1, 18), range(1, 14), 34), 1)
    ],
    "Shipment": [
        {"order_id": n, "carrier_id": _maybe(_pick(_SUPPLIERS)), "shipped": _maybe(day(_pick(["2020-02-29", "2021-12-31", "2021-01-01"])))}
        for n in (1, 2, 4, 5, 7, 8, 11, 16, 19)
    ],
    "Review": [],
}
DATA["Review"] = [
    {"id": n, "product_id": DATA["Product"][product - 1]["sku"], "customer_id": _maybe(_EMAILS[customer], 0.15),
     "stars": _maybe(_pick([1, 3, 5, 5]), 0.2), "body": _pick(["great", "Great", "so-so", "50% ok", ""])}
    for n, (product, customer) in enumerate(pairs(_random, _PRODUCTS, range(1, 8), 24), 1)
]

_FRIENDS = [[1, 2], [1, 3], [2, 5], [7, 8], [4, 4]]
M2M = {
    "Product.labels": pairs(_random, range(1, 14), range(1, 7), 22),
    "Customer.wishes": [[uid(customer), product] for customer, product in pairs(_random, range(1, 9), _PRODUCTS, 14)],
    "Product.related": sorted({tuple(pair) for a, b in _FRIENDS for pair in ([a, b], [b, a])}),
}

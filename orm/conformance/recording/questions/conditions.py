"""Random conditions over the relations of a schema."""

from questions.values import lookups, right_side


class Conditions:
    def __init__(self, random, schema):
        self.random, self.schema = random, schema

    def path(self, model, depth):
        """Walk up to `depth` relations; return the names and the model at the end."""
        names = []
        for _ in range(depth):
            hops = self.schema.hops[model]
            if not hops:
                break
            hop = self.random.choice(hops)
            names.append(hop.name)
            model = hop.target
        return names, model

    def lookup(self, model, depth=None):
        """One `path__lookup` and its right side."""
        depth = self.random.choice([0, 0, 1, 1, 1, 2, 2, 3]) if depth is None else depth
        names, end = self.path(model, depth)
        if names and self.random.random() < 0.2:
            return self._of_relation(names, end)
        column = self.random.choice(self.schema.columns[end])
        if self.random.random() < 0.08:
            return self._against_column(model, names, column)
        lookup = self.random.choice(lookups(column))
        name = self.random.choice([column.name, column.attname]) if column.is_relation else column.name
        suffix = [] if lookup == "exact" and self.random.random() < 0.7 else [lookup]
        value = right_side(self.random, self.schema, column, lookup)
        if suffix and lookup in ("year", "month", "hour", "day", "iso_year", "week_day") and self.random.random() < 0.3:
            suffix.append(self.random.choice(["gt", "gte", "lt", "lte"]))
        return "__".join([*names, name, *suffix]), value

    def _of_relation(self, names, end):
        """A relation itself: compared with a key, an object, null or a QuerySet."""
        keys = self.schema.keys(end)
        path = "__".join(names)
        form = self.random.choice(["exact", "isnull", "in", "instance", "none", "query", "pk"])
        if form == "isnull":
            return f"{path}__isnull", self.random.choice([True, False])
        if form == "none":
            return path, None
        if form == "query":
            return f"{path}__in", {"$query": {"model": end, "steps": [{"filter": self.keywords(end, 1)}]}}
        if form == "instance":
            return path, {"$instance": [end, self.random.choice(keys)]}
        if form == "in":
            return f"{path}__pk__in", self.random.sample(keys, min(3, len(keys)))
        return f"{path}__pk" if form == "pk" else f"{path}__pk__exact", self.random.choice(keys)

    def _against_column(self, model, names, column):
        """A column compared with another one of the same kind."""
        others = self.columns_of_kind(model, column.kind)
        operator = self.random.choice(["", "__gt", "__lte"]) if column.kind not in ("boolean", "uuid") else ""
        if column.is_relation and operator:
            operator = ""
        name = column.attname if column.is_relation else column.name
        return "__".join([*names, name]) + operator, {"$f": self.random.choice(others)}

    def columns_of_kind(self, model, kind):
        """Paths of up to two hops that end in columns of a kind."""
        found = [it.name for it in self.schema.columns[model] if it.kind == kind]
        for hop in self.schema.hops[model]:
            found += [f"{hop.name}__{it.name}" for it in self.schema.columns[hop.target] if it.kind == kind]
        return found or ["pk"]

    def keywords(self, model, count=None):
        count = count or self.random.choice([1, 1, 1, 2, 2, 3])
        return dict(self.lookup(model) for _ in range(count))

    def condition(self, model, depth=2):
        """Keywords, or and/or/not of conditions."""
        form = self.random.random()
        if depth == 0 or form < 0.5:
            return self.keywords(model)
        parts = [self.condition(model, depth - 1) for _ in range(self.random.choice([2, 2, 3]))]
        if form < 0.68:
            return {"and": parts}
        if form < 0.86:
            return {"or": parts}
        return {"not": parts[0]}

    def restriction(self, model):
        """A step."""
        return {self.random.choice(["filter", "filter", "exclude"]): self.condition(model)}

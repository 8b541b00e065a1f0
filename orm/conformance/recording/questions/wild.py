"""Random QuerySets: restrictions over several relations, annotations, groups, orders, subqueries, set operations."""

from questions.conditions import Conditions
from questions.schema import NUMBER


class Wild:
    def __init__(self, random, schema):
        self.random, self.schema = random, schema
        self.conditions = Conditions(random, schema)

    def questions(self, count):
        """Vectors of every kind in turn."""
        kinds = [self.restricted, self.restricted, self.excluded, self.chained, self.annotated, self.grouped, self.ordered, self.subquery,
                 self.exists, self.combined, self.set_operation, self.aggregated, self.sliced, self.related, self.valued, self.conditional,
                 self.annotated_filter, self.updated, self.deleted, self.distinct_on, self.prefetched]
        for number in range(count):
            kind = kinds[number % len(kinds)]
            vector = kind(self.random.choice(self.schema.models))
            if vector is not None:
                yield {"group": f"wild-{kind.__name__.replace('_', '-')}", **vector}

    def _restrictions(self, model, most=2):
        return [self.conditions.restriction(model) for _ in range(self.random.randint(1, most))]

    def _ends(self, model):
        """Distinct or counted, so that repeated rows show, too."""
        form = self.random.random()
        if form < 0.35:
            return {"steps": [{"order_by": ["pk"]}], "ordered": True}
        if form < 0.6:
            return {"steps": [{"distinct": True}]}
        if form < 0.8:
            return {"steps": [], "op": "count"}
        return {"steps": []}

    def _with_end(self, model, steps):
        end = self._ends(model)
        return {"model": model, **end, "steps": [*steps, *end["steps"]]}

    def restricted(self, model):
        return self._with_end(model, self._restrictions(model))

    def excluded(self, model):
        return self._with_end(model, [{"exclude": self.conditions.condition(model)}])

    def chained(self, model):
        return self._with_end(model, self._restrictions(model, 3))

    def _column(self, model, depth=2, kinds=None):
        names, end = self.conditions.path(model, self.random.randint(0, depth))
        columns = [it for it in self.schema.columns[end] if kinds is None or it.kind in kinds and not it.is_relation]
        return "__".join([*names, self.random.choice(columns).name]) if columns else None

    def _aggregate(self, model):
        kind = self.random.choice(["$count", "$count", "$sum", "$avg", "$min", "$max"])
        if kind == "$count":
            names, _ = self.conditions.path(model, self.random.randint(1, 2))
            path = "__".join(names) or "pk"
        elif kind in ("$sum", "$avg"):
            path = self._column(model, kinds=NUMBER)
        else:
            path = self._column(model, kinds=NUMBER | {"char", "text", "date", "datetime"})
        aggregate = {kind: path or "pk"} if path else {"$count": "pk"}
        if "$count" in aggregate and self.random.random() < 0.4:
            aggregate["distinct"] = True
        if self.random.random() < 0.3:
            aggregate["filter"] = self.conditions.condition(model, 1)
        return aggregate

    def annotated(self, model):
        steps = self._restrictions(model, 1) if self.random.random() < 0.5 else []
        named = {f"n{i}": self._aggregate(model) for i in range(self.random.choice([1, 1, 2]))}
        after = self._restrictions(model, 1) if self.random.random() < 0.3 else []
        return {"model": model, "steps": [*steps, {"annotate": named}, *after, {"order_by": ["pk"]}], "op": "objects",
                "args": {"attrs": ["pk", *named]}}

    def annotated_filter(self, model):
        condition = {self.random.choice(["n", "n__gt", "n__lte", "n__in", "n__isnull"]): None}
        [(name, _)] = condition.items()
        value = [0, 1, 2] if name == "n__in" else True if name == "n__isnull" else self.random.choice([0, 1, 2])
        step = self.random.choice(["filter", "exclude"])
        steps = [{"annotate": {"n": {"$count": self.conditions.path(model, 1)[0][0], "distinct": self.random.random() < 0.5}}}]
        nested = {"or": [{name: value}, self.conditions.keywords(model, 1)]} if self.random.random() < 0.3 else {name: value}
        return {"model": model, "steps": [*steps, {step: nested}, {"order_by": ["pk"]}, {"values_list": ["pk", "n"]}]}

    def grouped(self, model):
        steps = self._restrictions(model, 1) if self.random.random() < 0.4 else []
        fields = sorted({self._column(model, 1) for _ in range(self.random.choice([1, 1, 2]))})
        return {"model": model, "steps": [*steps, {"order_by": []}, {"values": fields}, {"annotate": {"n": self._aggregate(model)}}]}

    def valued(self, model):
        fields = list(dict.fromkeys(self._column(model) for _ in range(self.random.randint(1, 3))))
        steps = self._restrictions(model, 1) if self.random.random() < 0.5 else []
        end = [{"distinct": True}, {"order_by": []}] if self.random.random() < 0.5 else []
        return {"model": model, "steps": [*steps, {self.random.choice(["values", "values_list"]): fields}, *end]}

    def ordered(self, model):
        terms = [self.random.choice(["", "-"]) + self._column(model) for _ in range(self.random.choice([1, 2]))]
        steps = self._restrictions(model, 1) if self.random.random() < 0.6 else []
        end = [{"distinct": True}] if self.random.random() < 0.2 else [{"reverse": True}] if self.random.random() < 0.2 else []
        return {"model": model, "steps": [*steps, {"order_by": [*terms, "pk"]}, *end], "ordered": True}

    def sliced(self, model):
        start, size = self.random.randint(0, 4), self.random.randint(1, 6)
        steps = [*self._restrictions(model, 1), {"order_by": [self._column(model, 1), "pk"]}, {"slice": [start, start + size]}]
        op = self.random.choice(["list", "count", "exists", "first", "last"])
        return {"model": model, "steps": steps, "op": op, "ordered": True}

    def _query(self, model):
        return {"model": model, "steps": self._restrictions(model, 1)}

    def _tied(self, model):
        """A reverse or forward relation as a correlated condition: the other model, and what ties it to the row outside."""
        hops = [it for it in self.schema.hops[model] if not (it.is_forward and it.is_many)]
        if not hops:
            return None
        hop = self.random.choice(hops)
        if hop.is_forward:
            return hop.target, {hop.field.target_field.name if not hop.field.target_field.primary_key else "pk": {"$outer_ref": hop.field.attname}}
        return hop.target, {hop.field.field.name: {"$outer_ref": "pk"}} if hop.field.field.target_field.primary_key else None

    def exists(self, model):
        tied = self._tied(model)
        if tied is None or tied[1] is None:
            return None
        target, tie = tied
        query = {"model": target, "steps": [{"filter": tie}, *self._restrictions(target, 1)]}
        negated = {"negated": True} if self.random.random() < 0.3 else {}
        condition = {"$exists": query, **negated}
        if self.random.random() < 0.3:
            condition = {self.random.choice(["and", "or"]): [condition, self.conditions.keywords(model, 1)]}
        return self._with_end(model, [{self.random.choice(["filter", "exclude"]): condition}])

    def subquery(self, model):
        tied = self._tied(model)
        if tied is None or tied[1] is None:
            return None
        target, tie = tied
        column = self.random.choice(self.schema.columns[target])
        steps = [{"filter": tie}, {"order_by": [column.name, "pk"]}, {"values": [column.name]}, {"slice": [0, 1]}]
        if self.random.random() < 0.4:
            steps.insert(1, self._restrictions(target, 1)[0])
        return {"model": model, "steps": [{"annotate": {"s": {"$subquery": {"model": target, "steps": steps}}}}, {"order_by": ["pk"]},
                                          {"values_list": ["pk", "s"]}]}

    def combined(self, model):
        step = self.random.choice(["combine_and", "combine_or"])
        return self._with_end(model, [*self._restrictions(model), {step: self._query(model)}])

    def set_operation(self, model):
        name = self.random.choice(["union", "intersection", "difference"])
        given = {"queries": [self._query(model)], **({"all": True} if name == "union" and self.random.random() < 0.3 else {})}
        form = self.random.random()
        if form < 0.3:
            return {"model": model, "steps": [*self._restrictions(model, 1), {"order_by": []}, {name: given}], "op": "count"}
        end = [{"order_by": ["pk"]}] if form < 0.6 else [{"order_by": []}]
        return {"model": model, "steps": [*self._restrictions(model, 1), {name: given}, *end]}

    def aggregated(self, model):
        named = {f"a{i}": self._aggregate(model) for i in range(self.random.choice([1, 2]))}
        steps = self._restrictions(model, 1) if self.random.random() < 0.7 else []
        if self.random.random() < 0.2:
            steps.append({"distinct": True})
        return {"model": model, "steps": steps, "op": "aggregate", "args": named}

    def related(self, model):
        hops = [it for it in self.schema.hops[model] if not it.is_many]
        if not hops:
            return None
        hop = self.random.choice(hops)
        deeper = [it for it in self.schema.hops[hop.target] if not it.is_many]
        path, attr = hop.name, hop.accessor
        if deeper and self.random.random() < 0.5:
            more = self.random.choice(deeper)
            path, attr = f"{path}__{more.name}", f"{attr}.{more.accessor}"
        column = self.random.choice(self.schema.columns[model])
        return {"model": model, "steps": [*self._restrictions(model, 1), {"select_related": [path]}, {"order_by": ["pk"]}], "op": "objects",
                "args": {"attrs": ["pk", f"{attr}.pk", column.attname]}, "count_queries": True, "ordered": True}

    def prefetched(self, model):
        hops = [it for it in self.schema.hops[model] if it.is_many]
        if not hops:
            return None
        hop = self.random.choice(hops)
        lookup = hop.accessor
        if self.random.random() < 0.5:
            lookup = {"$prefetch": hop.accessor, "queryset": {"model": hop.target, "steps": [*self._restrictions(hop.target, 1)]}}
            if self.random.random() < 0.5:
                lookup["to_attr"] = "kept"
        attr = "kept[]" if isinstance(lookup, dict) and "to_attr" in lookup else f"{hop.accessor}[]"
        return {"model": model, "steps": [*self._restrictions(model, 1), {"prefetch_related": [lookup]}, {"distinct": True}, {"order_by": ["pk"]}],
                "op": "objects", "args": {"attrs": ["pk", attr]}, "count_queries": True, "ordered": True}

    def conditional(self, model):
        branch = {"when": self.conditions.condition(model, 1), "then": {"$value": "yes"}}
        case = {"$case": [branch], "default": {"$value": "no"}, "output": "char"}
        expression = case if self.random.random() < 0.6 else {"$q": self.conditions.condition(model, 1)}
        return {"model": model, "steps": [{"annotate": {"c": expression}}, {"order_by": ["pk"]}, {"values_list": ["pk", "c"]}]}

    def distinct_on(self, model):
        columns = [it.name for it in self.schema.columns[model]]
        field = self.random.choice(columns)
        return {"model": model, "steps": [*self._restrictions(model, 1), {"order_by": [field, "pk"]}, {"distinct": [field]}], "ordered": True}

    def updated(self, model):
        columns = [it for it in self.schema.columns[model] if not it.is_key and not it.is_unique]
        if not columns:
            return None
        column = self.random.choice(columns)
        values = [*self.schema.values(column), *([None] if column.null else [])]
        return {"model": model, "steps": self._restrictions(model), "op": "update", "args": {column.name: self.random.choice(values)}}

    def deleted(self, model):
        return {"model": model, "steps": self._restrictions(model), "op": "delete", "remaining": self.random.random() < 0.3}

"""QuerySets, conditions and expressions from the steps of a file."""

import functools
import operator

from django.db import models
from django.db.models import F, OuterRef, Prefetch, Q, Subquery, Value, functions

from declarations import output_field
from values import DECODERS, decode, marker

ARITHMETIC = {
    "plus": operator.add, "minus": operator.sub, "times": operator.mul,
    "divide": operator.truediv, "mod": operator.mod,
    "+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv, "%": operator.mod,
}
FUNCTIONS = {
    "$lower": functions.Lower, "$upper": functions.Upper, "$length": functions.Length, "$trim": functions.Trim,
    "$abs": functions.Abs, "$coalesce": functions.Coalesce, "$concat": functions.Concat,
    "$greatest": functions.Greatest, "$least": functions.Least, "$nullif": functions.NullIf,
    "$replace": functions.Replace, "$strindex": functions.StrIndex, "$substr": functions.Substr,
    "$left": functions.Left, "$right": functions.Right, "$repeat": functions.Repeat,
}
AGGREGATES = {"$count": models.Count, "$sum": models.Sum, "$avg": models.Avg, "$min": models.Min, "$max": models.Max}


class Builder:
    """Builds what a vector describes, with the models of its file and the objects of its script."""

    def __init__(self, declared):
        self.declared = declared
        self.variables = {}

    def query(self, query):
        """Build the QuerySet that a query describes."""
        return self.steps(self.manager(query).all(), query.get("steps", []))

    def manager(self, query):
        if "$var" in query:
            return getattr(self.variables[query["$var"]], query["related"])
        return self.declared[query["model"]].objects

    def steps(self, queryset, steps):
        """Apply steps in the order given."""
        for step in steps:
            [(name, argument)] = step.items()
            queryset = getattr(self, f"step_{name}")(queryset, argument)
        return queryset

    # Steps

    def step_filter(self, queryset, condition):
        return self._restrict(queryset.filter, condition)

    def step_exclude(self, queryset, condition):
        return self._restrict(queryset.exclude, condition)

    def _restrict(self, call, condition):
        if _is_keywords(condition):
            return call(**self.lookups(condition))
        return call(self.condition(condition))

    def step_all(self, queryset, _):
        return queryset.all()

    def step_none(self, queryset, _):
        return queryset.none()

    def step_reverse(self, queryset, _):
        return queryset.reverse()

    def step_order_by(self, queryset, terms):
        return queryset.order_by(*[self._order(term) for term in terms])

    def _order(self, term):
        if isinstance(term, str):
            return term
        options = {key: True for key in ("nulls_first", "nulls_last") if term.get(key)}
        expression = self.expression(term["$order"])
        return expression.desc(**options) if term.get("desc") else expression.asc(**options)

    def step_distinct(self, queryset, fields):
        return queryset.distinct(*(fields if isinstance(fields, list) else []))

    def step_annotate(self, queryset, named):
        return queryset.annotate(**self.expressions(named))

    def step_alias(self, queryset, named):
        return queryset.alias(**self.expressions(named))

    def step_values(self, queryset, argument):
        if isinstance(argument, list):
            return queryset.values(*argument)
        return queryset.values(*argument.get("fields", []), **self.expressions(argument.get("exprs", {})))

    def step_values_list(self, queryset, argument):
        if isinstance(argument, list):
            return queryset.values_list(*argument)
        return queryset.values_list(*argument["fields"], flat=argument.get("flat", False))

    def step_slice(self, queryset, bounds):
        return queryset[slice(*bounds)]

    def step_select_related(self, queryset, paths):
        if paths is None:
            return queryset.select_related(None)
        return queryset.select_related(*(paths if isinstance(paths, list) else []))

    def step_prefetch_related(self, queryset, lookups):
        if lookups is None:
            return queryset.prefetch_related(None)
        return queryset.prefetch_related(*[self._prefetch(lookup) for lookup in lookups])

    def _prefetch(self, lookup):
        if isinstance(lookup, str):
            return lookup
        queryset = self.query(lookup["queryset"]) if "queryset" in lookup else None
        return Prefetch(lookup["$prefetch"], queryset=queryset, to_attr=lookup.get("to_attr"))

    def step_only(self, queryset, fields):
        return queryset.only(*fields)

    def step_defer(self, queryset, fields):
        return queryset.defer(*fields)

    def step_union(self, queryset, argument):
        return queryset.union(*map(self.query, argument["queries"]), all=argument.get("all", False))

    def step_intersection(self, queryset, argument):
        return queryset.intersection(*map(self.query, argument["queries"]))

    def step_difference(self, queryset, argument):
        return queryset.difference(*map(self.query, argument["queries"]))

    def step_combine_and(self, queryset, query):
        return queryset & self.query(query)

    def step_combine_or(self, queryset, query):
        return queryset | self.query(query)

    def step_dates(self, queryset, arguments):
        return queryset.dates(*arguments)

    def step_datetimes(self, queryset, arguments):
        return queryset.datetimes(*arguments)

    # Conditions

    def condition(self, condition):
        """Turn a condition into a Q or a boolean expression."""
        if "and" in condition:
            return functools.reduce(operator.and_, map(self._q, condition["and"]), Q())
        if "or" in condition:
            return functools.reduce(operator.or_, map(self._q, condition["or"]), Q())
        if "not" in condition:
            return ~self._q(condition["not"])
        if "$exists" in condition:
            return self.expression(condition)
        if "$expr" in condition:
            return self.expression(condition["$expr"])
        return Q(**self.lookups(condition))

    def _q(self, condition):
        built = self.condition(condition)
        return built if isinstance(built, Q) else Q(built)

    def lookups(self, keywords):
        return {key: self.operand(value) for key, value in keywords.items()}

    def operand(self, json):
        """The right side of a lookup or an assigned value: natives are values here."""
        if isinstance(json, list):
            return [self.operand(item) for item in json]
        kind = marker(json)
        if kind is None or kind in DECODERS:
            return decode(json)
        if kind == "$instance":
            name, pk = json[kind]
            return self.declared[name]._base_manager.get(pk=decode(pk))
        if kind == "$query":
            return self.query(json[kind])
        if kind == "$var":
            return self.query(json) if "related" in json else self.variables[json[kind]]
        return self.expression(json)

    # Expressions

    def expressions(self, named):
        return {name: self.expression(json) for name, json in named.items()}

    def expression(self, json):
        """Turn an expression into Django's: a bare string refers to a field, a bare number is a value."""
        if isinstance(json, str):
            return F(json)
        kind = marker(json)
        if kind is None or kind in DECODERS:
            return Value(decode(json))
        if kind in FUNCTIONS:
            return self._function(FUNCTIONS[kind], json[kind], json)
        if kind in AGGREGATES:
            return self._aggregate(AGGREGATES[kind], json[kind], json)
        return getattr(self, f"form_{kind[1:]}")(json[kind], json)

    def _output(self, json):
        return {"output_field": output_field(json["output"])} if "output" in json else {}

    def _wrapped(self, expression, json):
        return models.ExpressionWrapper(expression, **self._output(json)) if "output" in json else expression

    def _function(self, function, content, json):
        arguments = content if isinstance(content, list) else [content]
        return function(*map(self._argument, arguments), **self._output(json))

    def _argument(self, json):
        return json if isinstance(json, (int, float)) and not isinstance(json, bool) else self.expression(json)

    def _aggregate(self, aggregate, content, json):
        options = self._output(json)
        if json.get("distinct"):
            options["distinct"] = True
        if "filter" in json:
            options["filter"] = self._q(json["filter"])
        return aggregate(content if isinstance(content, str) else self.expression(content), **options)

    def _arithmetic(self, expression, json):
        for name, operation in ARITHMETIC.items():
            if name in json:
                operand = json[name]
                expression = operation(expression, self._operand_of_arithmetic(operand))
        return self._wrapped(expression, json)

    def _operand_of_arithmetic(self, json):
        return decode(json) if marker(json) in DECODERS else self._argument(json)

    def form_f(self, name, json):
        return self._arithmetic(F(name), json)

    def form_outer_ref(self, name, json):
        return self._arithmetic(OuterRef(name), json)

    def form_op(self, name, json):
        left, right = map(self.expression, json["args"])
        return self._wrapped(ARITHMETIC[name](left, right), json)

    def form_value(self, value, json):
        return Value(self.operand(value), **self._output(json))

    def form_cast(self, content, json):
        return functions.Cast(self.expression(content), output_field(json["as"]))

    def form_extract(self, content, json):
        return functions.Extract(self.expression(content), json["part"], **self._output(json))

    def form_trunc(self, content, json):
        return functions.Trunc(self.expression(content), json["part"], **self._output(json))

    def form_case(self, branches, json):
        whens = [models.When(self._q(it["when"]), then=self.expression(it["then"])) for it in branches]
        default = {"default": self.expression(json["default"])} if "default" in json else {}
        return models.Case(*whens, **default, **self._output(json))

    def form_q(self, condition, json):
        return models.ExpressionWrapper(self._q(condition), output_field=models.BooleanField())

    def form_exists(self, query, json):
        return models.Exists(self.query(query), negated=json.get("negated", False))

    def form_subquery(self, query, json):
        return Subquery(self.query(query), **self._output(json))


def _is_keywords(condition):
    return not any(key in condition for key in ("and", "or", "not", "$exists", "$expr"))

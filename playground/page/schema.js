// What the schema of scenarios has at a place: keys and choices.

const schema = (() => {
  const root = JSON.parse(document.getElementById("schema").textContent);

  /** The alternatives that a schema is made of; those of an array are those of its items. */
  function plain(schema, found = [], seen = new Set()) {
    if (typeof schema !== "object" || schema === null || seen.has(schema)) return found;
    seen.add(schema);
    if (schema.$ref) plain(schema.$ref.slice(2).split("/").reduce((at, key) => at[key], root), found, seen);
    for (const parts of [schema.allOf, schema.anyOf, schema.oneOf]) {
      (parts ?? []).forEach((part) => plain(part, found, seen));
    }
    if (schema.items) plain(schema.items, found, seen);
    found.push(schema);
    return found;
  }

  function below(schemas, key) {
    return schemas.flatMap((schema) => plain(schema.properties?.[key] ?? (schema.properties ? undefined : schema.additionalProperties)));
  }

  function at(path) {
    return path.reduce(below, plain(root));
  }

  /** Whether an object may be of a schema, by its values so far. */
  function fits(schema, values) {
    return Object.entries(values).every(([key, value]) => {
      const property = schema.properties[key];
      return property !== undefined && (property.const === undefined || property.const === value);
    });
  }

  function described(property) {
    const description = property.description ?? plain(property).map((one) => one.description).find(Boolean) ?? "";
    const value = property.default === undefined ? "" : ` Default: ${JSON.stringify(property.default)}.`;
    return description + value;
  }

  return {
    /** The keys of an object, by its path and what it says so far. */
    keys(path, values) {
      const objects = at(path).filter((schema) => schema.properties);
      const fitting = objects.filter((schema) => fits(schema, values));
      const keys = new Map();
      for (const { properties, required } of fitting.length > 0 ? fitting : objects) {
        for (const [key, property] of Object.entries(properties)) {
          if (key in values || keys.has(key)) continue;
          keys.set(key, { label: key, about: described(property), isNeeded: (required ?? []).includes(key) });
        }
      }
      return [...keys.values()].sort((one, other) => other.isNeeded - one.isNeeded);
    },
    /** What may stand after a key. */
    values(path) {
      const values = new Map();
      const add = (value, about) => {
        if (!values.has(value)) values.set(value, { label: String(value), value, about });
      };
      for (const one of at(path)) {
        const about = one.description ?? "";
        if (one.const !== undefined) add(one.const, about);
        (one.enum ?? []).filter((value) => value !== null).forEach((value) => add(value, about));
        if ([one.type].flat().includes("boolean")) [true, false].forEach((value) => add(value, about));
        (one.examples ?? []).filter((value) => typeof value === "string").forEach((value) => add(value, about));
      }
      return [...values.values()];
    },
    /** The tables that there are, as headers of TOML name them. */
    headers() {
      const objects = plain(root).filter((schema) => schema.properties);
      return objects.flatMap(({ properties }) => Object.entries(properties))
        .filter(([, property]) => plain(property).some((one) => one.properties))
        .map(([key, property]) => ({ label: key, about: described(property) }));
    },
  };
})();

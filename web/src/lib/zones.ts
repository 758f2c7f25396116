/** The time zones that this browser knows, with one that must be among them, by the part of the world. */
export function zones(own: string): { region: string; zones: { id: string; name: string }[] }[] {
  const known = Intl.supportedValuesOf("timeZone");
  const ids = known.includes(own) ? known : [own, ...known];
  const regions = new Map<string, { id: string; name: string }[]>();
  for (const id of ids) {
    const [first = id, ...rest] = id.split("/");
    const region = rest.length > 0 ? first : "Elsewhere";
    const name = (rest.length > 0 ? rest : [first]).map((part) => part.replaceAll("_", " ")).reverse().join(", ");
    regions.set(region, [...(regions.get(region) ?? []), { id, name }]);
  }
  return Array.from(regions, ([region, entries]) => ({ region, zones: entries.sort((a, b) => a.name.localeCompare(b.name)) }));
}

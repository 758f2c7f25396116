import { follow, kindOf, ways, type Document, type Shape } from "./document";

interface Props {
  document: Document;
  shape: Shape;
  /** The names of the shapes around this one, so that one that holds itself ends. */
  inside?: readonly string[];
}

const DEEPEST = 4;

/** The fields of an object, each with what it is; what it holds opens below. */
export function ShapeView({ document, shape, inside = [] }: Props) {
  const { shape: known, name } = follow(document, shape);
  const either = ways(known);
  if (either.length > 0 && !known.properties) {
    return (
      <div className="space-y-3">
        {either.map((way, index) => (
          <div key={index}>
            {either.length > 1 && <p className="mb-1 text-xs text-faint">{index === 0 ? "Either" : "or"}</p>}
            <ShapeView document={document} shape={way} inside={inside} />
          </div>
        ))}
      </div>
    );
  }
  if (known.type === "array" && known.items) return <ShapeView document={document} shape={known.items} inside={inside} />;
  const fields = Object.entries(known.properties ?? {});
  if (fields.length === 0) return <p className="font-mono text-xs text-soft">{kindOf(document, shape)}</p>;
  const around = name === null ? inside : [...inside, name];
  return (
    <ul className="divide-y divide-line rounded-card border border-line">
      {fields.map(([field, inner]) => (
        <Row key={field} field={field} shape={inner} document={document} required={known.required?.includes(field) ?? false} inside={around} />
      ))}
    </ul>
  );
}

function Row({ field, shape, document, required, inside }: Required<Props> & { field: string; required: boolean }) {
  const inner = holding(document, shape);
  const name = inner && follow(document, inner).name;
  const opens = inner !== null && inside.length < DEEPEST && !(name && inside.includes(name));
  return (
    <li className="px-3.5 py-2 text-sm">
      <p className="flex flex-wrap items-baseline gap-x-3">
        <span className="font-mono text-[0.8125rem] font-medium wrap-anywhere">{field}</span>
        <span className="font-mono text-xs wrap-anywhere text-faint">{kindOf(document, shape)}</span>
        {required && <span className="text-xs text-accent-text">required</span>}
      </p>
      {shape.description && <p className="mt-0.5 text-[0.8125rem] leading-5 text-soft">{shape.description}</p>}
      {opens && (
        <details className="mt-1.5">
          <summary className="w-fit rounded text-xs font-medium text-accent-text">Its fields</summary>
          <div className="mt-2">
            <ShapeView document={document} shape={inner} inside={inside} />
          </div>
        </details>
      )}
    </li>
  );
}

/** The object within a value, if it holds one. */
function holding(document: Document, shape: Shape): Shape | null {
  const [way] = ways(shape);
  if (way) return holding(document, way);
  const { shape: known } = follow(document, shape);
  if (known.type === "array" && known.items) return holding(document, known.items);
  return known.properties ? shape : null;
}

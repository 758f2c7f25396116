import type { Content } from "@/api";

const legal = [
  ["imprint", "Imprint"],
  ["privacy", "Privacy"],
  ["terms", "Terms"],
] as const;

/** Who stands behind the page and how to reach them. */
export function Footer({ name, content }: { name: string; content: Content | undefined }) {
  const links = legal.flatMap(([key, label]) => {
    const href = content?.links[key] ?? "";
    // Only what is a page on the web; nothing that a browser would run.
    return href.startsWith("https://") ? [{ href, label }] : [];
  });
  const mail = content?.contactEmail ?? "";
  return (
    <footer className="border-t border-line">
      <div className="shell flex max-w-6xl flex-col gap-x-10 gap-y-6 py-10 text-sm md:flex-row md:items-center md:justify-between">
        <div>
          <p className="font-semibold">{name}</p>
          {mail && (
            <p className="mt-1 text-soft">
              Questions?{" "}
              <a href={`mailto:${mail}`} className="font-medium text-accent-text underline underline-offset-4 wrap-anywhere">
                {mail}
              </a>
            </p>
          )}
        </div>
        <ul className="flex flex-wrap items-center gap-x-6 gap-y-2 text-soft">
          {links.map(({ href, label }) => (
            <li key={href}>
              <a href={href} rel="noreferrer" className="inline-block py-1 hover:text-text">
                {label}
              </a>
            </li>
          ))}
          <li>
            <a href="/login" className="inline-block py-1 hover:text-text">
              Operator sign-in
            </a>
          </li>
          <li className="text-faint">Calls by Ringwright</li>
        </ul>
      </div>
    </footer>
  );
}

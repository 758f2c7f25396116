import { Toaster as Sonner } from "sonner";

/** Toasts in the colours of the page. */
export default function Toaster() {
  return (
    <Sonner
      position="bottom-center"
      toastOptions={{
        style: {
          background: "var(--raised)",
          color: "var(--text)",
          border: "1px solid var(--line)",
          boxShadow: "var(--shadow)",
          borderRadius: "var(--radius)",
          fontFamily: '"Inter Variable", ui-sans-serif, system-ui, sans-serif',
        },
      }}
    />
  );
}

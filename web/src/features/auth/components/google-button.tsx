import { useQuery } from "@tanstack/react-query";
import { Button } from "@/components/ui/button";
import { providersQuery } from "../api/identity";

/** Signing in with Google, where this installation offers it. */
export function GoogleButton({ next }: { next: string | null }) {
  const { data } = useQuery(providersQuery);
  if (!data?.google) return null;
  return (
    <div className="appear mt-6">
      <p aria-hidden className="mb-6 flex items-center gap-3 text-[0.8125rem] text-faint before:h-px before:grow before:bg-line after:h-px after:grow after:bg-line">
        or
      </p>
      <Button asChild size="lg" className="w-full">
        <a href={`/api/auth/google${next === null ? "" : `?next=${encodeURIComponent(next)}`}`}>
          <svg aria-hidden viewBox="0 0 24 24" className="size-5!">
            <path fill="#4285f4" d="M23 12.3c0-.8-.1-1.6-.2-2.3H12v4.3h6.2a5.3 5.3 0 0 1-2.3 3.5v2.9h3.7c2.2-2 3.4-5 3.4-8.4Z" />
            <path fill="#34a853" d="M12 23.5c3.1 0 5.7-1 7.6-2.8l-3.7-2.9c-1 .7-2.3 1.1-3.9 1.1-3 0-5.5-2-6.4-4.8H1.8v3A11.5 11.5 0 0 0 12 23.5Z" />
            <path fill="#fbbc05" d="M5.6 14.1a6.9 6.9 0 0 1 0-4.3v-3H1.8a11.5 11.5 0 0 0 0 10.3l3.8-3Z" />
            <path fill="#ea4335" d="M12 5c1.7 0 3.2.6 4.4 1.7l3.3-3.3A11.1 11.1 0 0 0 12 .5 11.5 11.5 0 0 0 1.8 6.8l3.8 3C6.5 7 9 5 12 5Z" />
          </svg>
          Continue with Google
        </a>
      </Button>
    </div>
  );
}

import { useSearch } from "@tanstack/react-router";
import { SignInPage } from "@/features/auth/pages/sign-in-page";
import { safeNext } from "@/lib/session";

export function LoginRoute() {
  const { next } = useSearch({ from: "/login" });
  return <SignInPage next={safeNext(next)} />;
}

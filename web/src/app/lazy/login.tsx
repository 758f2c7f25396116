import { useSearch } from "@tanstack/react-router";
import { LoginPage } from "@/features/auth/pages/login-page";
import { safeNext } from "@/lib/session";

export function LoginRoute() {
  const { next } = useSearch({ from: "/login" });
  return <LoginPage next={safeNext(next)} />;
}

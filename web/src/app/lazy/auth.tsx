import { useNavigate, useSearch } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { ForgotPage } from "@/features/auth/pages/forgot-page";
import { InvitationPage } from "@/features/auth/pages/invitation-page";
import { RegisterPage } from "@/features/auth/pages/register-page";
import { ResetPage } from "@/features/auth/pages/reset-page";
import { SignInPage } from "@/features/auth/pages/sign-in-page";
import { VerifyPage } from "@/features/auth/pages/verify-page";
import { safeNext } from "@/lib/session";

export function LoginRoute() {
  const { next, problem, by } = useSearch({ from: "/login" });
  return <SignInPage next={next === undefined ? null : safeNext(next)} problem={problem ?? null} by={by ?? null} />;
}

export function SignInRoute() {
  const { next, problem, by } = useSearch({ from: "/sign-in" });
  return <SignInPage next={next === undefined ? null : safeNext(next)} problem={problem ?? null} by={by ?? null} />;
}

/** The secret of a link that came by mail; it leaves the address bar and the history once it was read. */
function useToken(from: "/verify" | "/reset" | "/invitation"): string {
  const { token = "" } = useSearch({ from });
  const [kept] = useState(token);
  const navigate = useNavigate();
  useEffect(() => {
    if (token !== "") void navigate({ to: from, search: {}, replace: true });
  }, [token, from, navigate]);
  return kept;
}

export const VerifyRoute = () => <VerifyPage token={useToken("/verify")} />;
export const ResetRoute = () => <ResetPage token={useToken("/reset")} />;
export const InvitationRoute = () => <InvitationPage token={useToken("/invitation")} />;

export { ForgotPage as ForgotRoute, RegisterPage as RegisterRoute };

import { zodResolver } from "@hookform/resolvers/zod";
import { Link, useNavigate } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { useForm } from "react-hook-form";
import * as z from "zod/mini";
import { asProblem } from "@/api";
import { BellMark } from "@/components/ui/brand";
import { Button } from "@/components/ui/button";
import { described, Field, Input } from "@/components/ui/field";
import { Notice } from "@/components/ui/notice";
import { ThemeToggle } from "@/components/ui/theme-toggle";
import "@/lib/schema";
import { useTitle } from "@/lib/use-title";
import { useLogin } from "../api/session";

const schema = z.object({
  email: z.string().check(z.trim(), z.minLength(1, "Enter your e-mail address.")),
  password: z.string().check(z.minLength(1, "Enter your password.")),
});

export function LoginPage({ next }: { next: string }) {
  useTitle("Sign in · Ringwright");
  const navigate = useNavigate();
  const login = useLogin();
  const answer = useRef<HTMLDivElement>(null);
  const { register, handleSubmit, formState, resetField, setFocus } = useForm({
    resolver: zodResolver(schema),
    mode: "onTouched",
    defaultValues: { email: "", password: "" },
  });
  const { errors } = formState;
  const problem = login.error ? asProblem(login.error) : null;

  useEffect(() => {
    if (!login.error) return;
    resetField("password");
    setFocus("password");
  }, [login.error, resetField, setFocus]);

  return (
    <div className="flex min-h-dvh flex-col">
      <header className="shell flex h-16 items-center justify-between">
        <Link to="/" aria-label="Home page">
          <BellMark />
        </Link>
        <ThemeToggle />
      </header>
      <main id="main" tabIndex={-1} className="shell flex grow items-start justify-center pt-[8vh] pb-20 outline-none">
        <div className="w-full max-w-sm">
          <h1 className="display text-4xl">Sign in</h1>
          <p className="mt-3 mb-8 text-soft">To the switchboard of this installation.</p>
          <form
            noValidate
            className="space-y-5"
            onSubmit={(event) =>
              void handleSubmit((values) => {
                if (login.isPending) return;
                login.mutate(values, { onSuccess: () => void navigate({ href: next, replace: true }) });
              })(event)
            }
          >
            {problem && (
              <div ref={answer}>
                <Notice tone="harm" title={problem.detail}>
                  {problem.remedy}
                </Notice>
              </div>
            )}
            <Field id="email" label="E-mail" error={errors.email?.message}>
              <Input
                {...described("email", errors.email?.message, false)}
                type="email"
                autoComplete="username"
                required
                {...register("email")}
              />
            </Field>
            <Field id="password" label="Password" error={errors.password?.message}>
              <Input
                {...described("password", errors.password?.message, false)}
                type="password"
                autoComplete="current-password"
                required
                {...register("password")}
              />
            </Field>
            <Button type="submit" look="primary" size="lg" pending={login.isPending} className="w-full">
              Sign in
            </Button>
          </form>
        </div>
      </main>
    </div>
  );
}

import { useSearch } from "@tanstack/react-router";
import { OnboardingPage } from "@/features/onboarding/pages/onboarding-page";

export function OnboardingRoute() {
  const { step } = useSearch({ from: "/console/onboarding" });
  return <OnboardingPage step={step} />;
}

// The bank's question, in a frame over somebody else's page.
"use strict";

const settings = (() => {
  try {
    return JSON.parse(decodeURIComponent(window.location.hash.slice(1)));
  } catch {
    return {};
  }
})();
const form = document.getElementById("answer");
const question = document.getElementById("question");

function say(message) {
  if (settings.parentOrigin) window.parent.postMessage({ ...message, channel: settings.channel }, settings.parentOrigin);
}

async function ask(body) {
  const answer = await fetch("/stripe/v3/challenge", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ clientSecret: settings.clientSecret, ...body }),
  });
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.json();
}

async function start() {
  try {
    const { amount, last4 } = await ask({});
    if (!last4) {
      say({ type: "answered" });
      return;
    }
    question.textContent = `Confirm the payment of ${amount} with your card ending in ${last4}.`;
    form.hidden = false;
    form.querySelector("button").focus();
  } catch {
    question.textContent = "The bank did not answer.";
    say({ type: "answered" });
  }
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  for (const button of form.querySelectorAll("button")) button.disabled = true;
  try {
    await ask({ outcome: event.submitter.value });
  } finally {
    say({ type: "answered" });
  }
});

const measure = () => say({ type: "height", height: document.documentElement.getBoundingClientRect().height });
new ResizeObserver(measure).observe(document.body);
start();

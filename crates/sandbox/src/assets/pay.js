// Comfort only: the form works the same without this file.
"use strict";

const form = document.getElementById("pay");

function grouped(text) {
  return text.replace(/\D/g, "").slice(0, 19).replace(/(.{4})(?=.)/g, "$1 ");
}

function expiry(text) {
  const digits = text.replace(/\D/g, "").slice(0, 4);
  return digits.length > 2 ? `${digits.slice(0, 2)} / ${digits.slice(2)}` : digits;
}

function keep(input, shape) {
  input.addEventListener("input", () => {
    // Only at the end of the text, so that nobody's cursor jumps while correcting.
    if (input.selectionStart === input.value.length) input.value = shape(input.value);
  });
}

function show(field, message) {
  const input = form.elements[field];
  input.setAttribute("aria-invalid", "true");
  document.getElementById(`${field}-problem`).textContent = message;
  input.focus();
}

function clear() {
  for (const problem of form.querySelectorAll(".problem")) problem.textContent = "";
  for (const input of form.querySelectorAll("[aria-invalid]")) input.removeAttribute("aria-invalid");
}

const places = { invalid_expiry: "expiry", expired_card: "expiry", invalid_cvc: "cvc", incorrect_cvc: "cvc" };

async function pay(event) {
  event.preventDefault();
  const button = form.querySelector("button[type=submit]");
  if (button.disabled) return;
  button.disabled = true;
  clear();
  try {
    const answer = await fetch(`/pay/${form.dataset.session}/confirm`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(Object.fromEntries(new FormData(form))),
    });
    const result = await answer.json();
    if (result.redirect) {
      window.location.assign(result.redirect);
      return;
    }
    if (result.status === "declined") show(places[result.code] ?? "card", result.message);
    else window.location.reload();
  } catch {
    show("card", "The sandbox did not answer. Nothing is lost: try again.");
  }
  button.disabled = false;
}

if (form) {
  keep(form.elements.card, grouped);
  keep(form.elements.expiry, expiry);
  form.addEventListener("submit", pay);
  for (const button of document.querySelectorAll("[data-card]")) {
    button.addEventListener("click", () => {
      form.elements.card.value = grouped(button.dataset.card);
      form.elements.expiry.value ||= "12 / 34";
      form.elements.cvc.value ||= "123";
      form.elements.name.value ||= "Test Person";
      form.querySelector("button[type=submit]").focus();
    });
  }
}

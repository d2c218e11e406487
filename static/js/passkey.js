// A button with data-passkey="login|add|signup|authenticate" starts django-allauth's ceremony; without support it stays hidden.
const supported = Boolean(window.PublicKeyCredential);
const failed = document.querySelector("[data-passkey-failed]");

for (const button of document.querySelectorAll("[data-passkey]")) {
  const { passkey, credential, options, passwordless } = button.dataset;
  button.hidden = !supported;
  const ids = { [passkey]: button.id, credential, data: options, passwordless };
  if (supported) window.allauth.webauthn.forms[`${passkey}Form`]({ ids });
  button.addEventListener("click", () => { failed.hidden = true; });
}

document.querySelector("[data-passkey-missing]").hidden = supported;

// A person who closes the browser's dialogue has done nothing wrong: the page says what to do, the console stays quiet.
document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  failed.hidden = false;
});

// Passkeys: a button with data-passkey holds what the server asks; the answer goes into the hidden
// field "passkey" of its form, which is then sent like any other.
(() => {
  const bytes = (text) =>
    Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));
  const text = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer)))
      .replace(/\+/g, "-")
      .replace(/\//g, "_")
      .replace(/=+$/, "");
  const known = (list) => (list ?? []).map((each) => ({ ...each, id: bytes(each.id) }));

  async function make(asked) {
    const user = { ...asked.user, id: bytes(asked.user.id) };
    const challenge = bytes(asked.challenge);
    const excludeCredentials = known(asked.excludeCredentials);
    const publicKey = { ...asked, user, challenge, excludeCredentials };
    const made = await navigator.credentials.create({ publicKey });
    return answer(made, { attestationObject: text(made.response.attestationObject) });
  }

  async function use(asked) {
    const challenge = bytes(asked.challenge);
    const publicKey = { ...asked, challenge, allowCredentials: known(asked.allowCredentials) };
    const given = await navigator.credentials.get({ publicKey });
    return answer(given, {
      authenticatorData: text(given.response.authenticatorData),
      signature: text(given.response.signature),
    });
  }

  function answer(credential, response) {
    const clientDataJSON = text(credential.response.clientDataJSON);
    return JSON.stringify({
      id: credential.id,
      rawId: text(credential.rawId),
      type: credential.type,
      clientExtensionResults: {},
      response: { clientDataJSON, ...response },
    });
  }

  document.addEventListener("click", async (event) => {
    const button = event.target.closest?.("button[data-passkey]");
    if (!button) return;
    const asked = JSON.parse(button.dataset.passkey);
    const field = button.form.elements.namedItem("passkey");
    try {
      field.value = await (asked.user ? make(asked) : use(asked));
    } catch {
      // Stopped by the person, or no device: the server words it.
      field.value = "none";
    }
    button.form.requestSubmit();
    field.value = "";
  });
})();

// Asks the browser for a passkey and puts its answer, as JSON, into the form that asked (WebAuthn section 5.1).
const bytes = (text) => Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (c) => c.charCodeAt(0));

async function ask(form) {
  const { passkey, challenge, rp, person, known } = form.dataset;
  const credentials = JSON.parse(known).map((id) => ({ type: 'public-key', id: bytes(id) }));
  if (passkey === 'get') {
    return navigator.credentials.get({
      publicKey: {
        challenge: bytes(challenge),
        rpId: rp,
        allowCredentials: credentials,
        userVerification: 'required',
      },
    });
  }
  return navigator.credentials.create({
    publicKey: {
      challenge: bytes(challenge),
      rp: { id: rp, name: 'Postern' },
      user: { id: new TextEncoder().encode(person), name: person, displayName: person },
      pubKeyCredParams: [
        { type: 'public-key', alg: -7 },
        { type: 'public-key', alg: -8 },
      ],
      authenticatorSelection: { userVerification: 'required', residentKey: 'preferred' },
      excludeCredentials: credentials,
    },
  });
}

for (const form of document.querySelectorAll('form[data-passkey]')) {
  form.addEventListener('submit', async (event) => {
    if (form.elements.answer.value !== '') return;
    event.preventDefault();
    try {
      form.elements.answer.value = JSON.stringify(await ask(form));
    } catch {
      form.elements.answer.value = '{}';
    }
    form.submit();
  });
}

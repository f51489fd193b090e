/** Name of the function that a payload calls if it runs. */
export const HIT = '__wegbuchHit';
const RUN = `${HIT}()`;

/** Tags with a way to run by themselves, without anybody pressing anything. */
const BY_THEMSELVES = [
  `<img src=x onerror=${RUN}>`,
  `<img/src=x/onerror=${RUN}>`,
  `"><img src=x onerror=${RUN}>`,
  `'><img src=x onerror=${RUN}>`,
  `--><img src=x onerror=${RUN}>`,
  `</title><img src=x onerror=${RUN}>`,
  `</textarea><img src=x onerror=${RUN}>`,
  `</style><img src=x onerror=${RUN}>`,
  `<IMG SRC=x ONERROR=${RUN}>`,
  `<img src=x:x onerror=${RUN}>`,
  `<img src=# onerror=${RUN}>`,
  `<img src onerror=${RUN} src=x>`,
  `<image src=x onerror=${RUN}>`,
  `<svg onload=${RUN}>`,
  `<svg><g onload=${RUN}></g></svg>`,
  `<svg><image href=x onerror=${RUN}></svg>`,
  `<svg><animate onbegin=${RUN} attributeName=x dur=1s>`,
  `<svg><set onbegin=${RUN} attributeName=x>`,
  `<video src=x onerror=${RUN}></video>`,
  `<video><source onerror=${RUN}></video>`,
  `<audio src=x onerror=${RUN}></audio>`,
  `<iframe srcdoc="<script>parent.${RUN}</script>"></iframe>`,
  `<iframe src="javascript:parent.${RUN}"></iframe>`,
  `<iframe onload=${RUN}></iframe>`,
  `<object data=x onerror=${RUN}></object>`,
  `<embed src=x onerror=${RUN}>`,
  `<input autofocus onfocus=${RUN}>`,
  `<select autofocus onfocus=${RUN}>`,
  `<textarea autofocus onfocus=${RUN}>`,
  `<button autofocus onfocus=${RUN}>x`,
  `<a href=# autofocus onfocus=${RUN}>x`,
  `<details open ontoggle=${RUN}>x`,
  `<style>@keyframes a{}</style><b style=animation-name:a onanimationstart=${RUN}>`,
  `<link rel=stylesheet href=x onerror=${RUN}>`,
  `<math><mtext><img src=x onerror=${RUN}>`,
  `<svg><foreignObject><img src=x onerror=${RUN}>`,
  `<noscript><p title="</noscript><img src=x onerror=${RUN}>">`,
  `<table><td><img src=x onerror=${RUN}>`,
  `<form><img name=a src=x onerror=${RUN}></form>`,
  `<template><p></template><img src=x onerror=${RUN}>`,
];

/** What runs in a script, an address or a template, or once somebody presses it. */
const ELSEWHERE = [
  `<script>${RUN}</script>`,
  `</script><script>${RUN}</script>`,
  `<script src="data:,${RUN}"></script>`,
  `javascript:${RUN}`,
  `JaVaScRiPt:${RUN}`,
  `java\tscript:${RUN}`,
  `data:text/html,<script>${RUN}</script>`,
  `vbscript:${RUN}`,
  `<a href="javascript:${RUN}">x</a>`,
  `<a href="data:text/html,<script>${RUN}</script>">x</a>`,
  `<form action="javascript:${RUN}"><button>x</form>`,
  `<base href="javascript:${RUN}//">`,
  `<meta http-equiv=refresh content="0;url=javascript:${RUN}">`,
  `{{constructor.constructor('${RUN}')()}}`,
  `\${${RUN}}`,
  `'-${RUN}-'`,
  `";${RUN};//`,
  `\\";${RUN};//`,
  `url(javascript:${RUN})`,
  `\u202e<img src=x onerror=${RUN}>`,
  `&lt;img src=x onerror=${RUN}&gt;`,
  `<x contenteditable onblur=${RUN} autofocus>x`,
];

export const PAYLOADS: readonly string[] = [...BY_THEMSELVES, ...ELSEWHERE];
/** Those that a page which renders by innerHTML would run by itself. */
export const RUNNING: readonly string[] = BY_THEMSELVES;

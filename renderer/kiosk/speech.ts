import type { ClientLanguage } from '#shared/domain/common';

/**
 * Reading aloud: a shipped recording where there is one, else a voice of the system that works without a network
 * (a network voice would send texts away). Where neither exists there is no loudspeaker to press.
 */
const recordings = import.meta.glob<string>('./recordings/*/*.{opus,ogg,mp3}', {
  query: '?url',
  import: 'default',
  eager: true,
});

/** BCP 47 tags whose voices read a language; Dari is read by a Persian voice, which people understand. */
const VOICE_TAGS: Partial<Record<ClientLanguage, string[]>> = {
  prs: ['fa-af', 'prs', 'fa'],
  kmr: ['kmr', 'ku'],
  ckb: ['ckb'],
  fa: ['fa-ir', 'fa'],
};

export interface Spoken {
  language: ClientLanguage;
  /** Key of the text, which names the recording. */
  key: string;
  text: string;
}

function recordingOf(language: string, key: string): string | null {
  const found = Object.keys(recordings).find((path) => path.startsWith(`./recordings/${language}/${key}.`));
  return found === undefined ? null : (recordings[found] ?? null);
}

function voiceOf(language: ClientLanguage): SpeechSynthesisVoice | null {
  const voices = globalThis.speechSynthesis?.getVoices().filter((voice) => voice.localService) ?? [];
  for (const tag of VOICE_TAGS[language] ?? [language]) {
    const found = voices.find(({ lang }) => {
      const tagOfVoice = lang.toLowerCase().replace('_', '-');
      return tagOfVoice === tag || tagOfVoice.startsWith(`${tag}-`);
    });
    if (found) return found;
  }
  return null;
}

/** Whether this text can be heard here. */
export function canSpeak(language: ClientLanguage, key: string): boolean {
  return recordingOf(language, key) !== null || voiceOf(language) !== null;
}

let playing: HTMLAudioElement | null = null;
let turn = 0;

/** Ends whatever is being read. */
export function hush(): void {
  turn++;
  playing?.pause();
  playing = null;
  globalThis.speechSynthesis?.cancel();
}

function playRecording(url: string): Promise<void> {
  return new Promise((resolve) => {
    const audio = new Audio(url);
    playing = audio;
    const done = () => resolve();
    audio.addEventListener('ended', done);
    audio.addEventListener('pause', done);
    audio.addEventListener('error', done);
    audio.play().catch(done);
  });
}

function speakVoice(voice: SpeechSynthesisVoice, text: string): Promise<void> {
  return new Promise((resolve) => {
    const utterance = new SpeechSynthesisUtterance(text);
    utterance.voice = voice;
    utterance.lang = voice.lang;
    utterance.rate = 0.9;
    utterance.addEventListener('end', () => resolve());
    utterance.addEventListener('error', () => resolve());
    globalThis.speechSynthesis.speak(utterance);
  });
}

/** Reads one text after another; `onStart` tells which, `null` at the end. A later call interrupts this one. */
export async function speak(texts: Spoken[], onStart: (key: string | null) => void): Promise<void> {
  hush();
  const mine = turn;
  for (const { language, key, text } of texts) {
    if (turn !== mine) return;
    onStart(key);
    const url = recordingOf(language, key);
    const voice = voiceOf(language);
    if (url !== null) await playRecording(url);
    else if (voice !== null) await speakVoice(voice, text);
  }
  if (turn === mine) onStart(null);
}

/** Two soft notes, made on the spot; browsers may want one touch before they let a page sound. */
const NOTES = [
  { hertz: 659.3, at: 0 },
  { hertz: 523.3, at: 0.45 },
];
const NOTE_SECONDS = 1.4;
const LOUDNESS = 0.5;

export interface Chime {
  /** Whether the browser lets it sound now. */
  allowed(): boolean;
  /** To be called in the handler of a touch. */
  allow(): Promise<void>;
  ring(): void;
}

export function createChime(): Chime {
  const audio = new AudioContext();
  return {
    allowed: () => audio.state === 'running',
    allow: () => audio.resume(),
    ring() {
      if (audio.state !== 'running') return;
      for (const { hertz, at } of NOTES) {
        const start = audio.currentTime + at;
        const tone = new OscillatorNode(audio, { type: 'sine', frequency: hertz });
        const volume = new GainNode(audio, { gain: 0 });
        volume.gain.setValueAtTime(0, start);
        volume.gain.linearRampToValueAtTime(LOUDNESS, start + 0.02);
        volume.gain.exponentialRampToValueAtTime(0.001, start + NOTE_SECONDS);
        tone.connect(volume).connect(audio.destination);
        tone.start(start);
        tone.stop(start + NOTE_SECONDS);
      }
    },
  };
}

/** The word for a channel: `Email`, as a file may write it, is no other one than `email`. Receivers do the same. */
export function channelWord(text: string): string {
  return text.trim().toLowerCase()
}

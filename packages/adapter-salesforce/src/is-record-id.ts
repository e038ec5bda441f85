/** Wildcards (`003*`) and the zeros of an overflow are no record's id. */
export function isRecordId(id: string): boolean {
  return id !== '' && !/^0{15}|\*|[#:]/.test(id)
}

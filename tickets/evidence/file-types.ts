// What is taken as evidence (DOMAIN.md section 6), told by content.

/** What a person would call it. */
export type FileKind = 'image' | 'video' | 'audio' | 'document'

export interface FileType {
  contentType: string
  /** Ending of the name under which it is handed in. */
  ending: string
  kind: FileKind
  /** How its metadata is taken out and its wholeness checked. */
  format: 'jpeg' | 'png' | 'webp' | 'iso-image' | 'iso-media' | 'mp3' | 'pdf' | 'docx'
}

const DOCX = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'

/** By the type that the content shows (media types of the library file-type). */
const TYPES: Readonly<Record<string, FileType>> = {
  'image/jpeg': { contentType: 'image/jpeg', ending: 'jpg', kind: 'image', format: 'jpeg' },
  'image/png': { contentType: 'image/png', ending: 'png', kind: 'image', format: 'png' },
  'image/apng': { contentType: 'image/png', ending: 'png', kind: 'image', format: 'png' },
  'image/webp': { contentType: 'image/webp', ending: 'webp', kind: 'image', format: 'webp' },
  'image/heic': { contentType: 'image/heic', ending: 'heic', kind: 'image', format: 'iso-image' },
  'image/heif': { contentType: 'image/heif', ending: 'heic', kind: 'image', format: 'iso-image' },
  'application/pdf': { contentType: 'application/pdf', ending: 'pdf', kind: 'document', format: 'pdf' },
  [DOCX]: { contentType: DOCX, ending: 'docx', kind: 'document', format: 'docx' },
  'video/mp4': { contentType: 'video/mp4', ending: 'mp4', kind: 'video', format: 'iso-media' },
  'audio/mpeg': { contentType: 'audio/mpeg', ending: 'mp3', kind: 'audio', format: 'mp3' },
  'audio/mp4': { contentType: 'audio/mp4', ending: 'm4a', kind: 'audio', format: 'iso-media' },
  'audio/x-m4a': { contentType: 'audio/mp4', ending: 'm4a', kind: 'audio', format: 'iso-media' }
}

export const typeOfContent = (mime: string): FileType | null => TYPES[mime] ?? null

export function kindOfContentType(contentType: string): FileKind {
  return TYPES[contentType]?.kind ?? 'document'
}

/** What the ending of a name says it is; null for endings that say nothing of ours (also of a name without one). */
const KIND_OF_ENDING: Readonly<Record<string, FileKind>> = {
  jpg: 'image',
  jpeg: 'image',
  jfif: 'image',
  png: 'image',
  webp: 'image',
  heic: 'image',
  heif: 'image',
  gif: 'image',
  bmp: 'image',
  pdf: 'document',
  doc: 'document',
  docx: 'document',
  mp4: 'video',
  mov: 'video',
  m4v: 'video',
  mp3: 'audio',
  m4a: 'audio',
  aac: 'audio',
  amr: 'audio',
  wav: 'audio'
}

export function kindOfName(name: string): FileKind | null {
  const ending = /\.([a-z0-9]{1,8})$/i.exec(name.trim())?.[1]?.toLowerCase()
  return ending === undefined ? null : (KIND_OF_ENDING[ending] ?? null)
}

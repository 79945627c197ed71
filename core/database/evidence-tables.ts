/** A file that a citizen sent. Its bytes lie in the store of files, sealed with the key that is sealed here. */
export interface EvidenceFilesTable {
  id: string
  conversation_id: string
  /** receiving: not whole yet; held: whole, not scanned yet; kept: fit to be handed in; infected: its bytes are gone. */
  state: 'receiving' | 'held' | 'kept' | 'infected'
  /** As its bytes show; while it is being received, as the client says. */
  content_type: string
  /** Bytes of the original. */
  size: number
  /** Bytes that have come. */
  received: number
  /** 64 hex digits, of the file as it came; null while it is being received. */
  original_sha256: string | null
  /** Of the copy without metadata, which is what is handed in. */
  handling_sha256: string | null
  handling_size: number | null
  /** As the citizen's device called it: it may hold anything. */
  name_sealed: string
  key_sealed: string
  /** What the intake knows it by; null until it has it. */
  attachment_id: string | null
  /** The intake's code where it does not take the file at all. */
  intake_refusal: string | null
  created_at: string
  /** Taken back by the citizen, or left with a draft that was given up; removed by the next daily run. */
  dropped_at: string | null
}

export interface EvidenceLinksTable {
  file_id: string
  ticket_no: string
  /** Null while the file is held: it follows by a supplement once it was scanned. */
  sent_with: 'order' | 'supplement' | null
}

export interface EvidenceTables {
  evidence_files: EvidenceFilesTable
  evidence_links: EvidenceLinksTable
}

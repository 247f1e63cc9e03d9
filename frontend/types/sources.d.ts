/** Source files that the capture put into the snapshot. */

/** A line as it stood in its file at the capture, without the blanks around it. */
interface SourceLine {
  text: string;
  /** The file was changed after the process began: what stands in it may not be what runs. */
  newer: boolean;
}

interface SourcePart {
  file: string;
  lineCount: number;
  newer: boolean;
  /** None if the file is not in the snapshot. */
  lines: { number: number; text: string }[];
}

// A page's text: what a reader sees, in reading order, and beside it what stands there unseen.
#pragma once

#include <PDFDoc.h>
#include <TextOutputDev.h>

#include <string>
#include <vector>

#include "pdf/answer.h"
#include "pdf/page_marks.h"

namespace sendguard::pdf {

class PageReader {
  public:
    PageReader(PDFDoc& document, Answer& answer);

    /// Says what page `number` (from 1) shows and hides.
    /// out: its text, as seen
    std::string read(int number);

    /// A page's text as Poppler gives it, and nothing else.
    std::string plain(int number);

  private:
    void show(int number, PageMarks& marks, const PageMarks* left_out, bool with_text);
    void say(const PageMarks& marks);
    void read_layers(int number, const PageMarks& shown);
    PDFDoc& document_;
    Answer& answer_;
    std::string text_;
    TextOutputDev text_device_;
    std::vector<OptionalContentGroup*> layers_off_;
};

}  // namespace sendguard::pdf

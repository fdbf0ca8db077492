// What a picture's file says in words: captions, authors, comments, and where it was taken. Each
// container (JPEG, PNG, TIFF, WebP, HEIC, GIF) hands its blocks to the readers below.
#pragma once

#include <string_view>

#include "draft/document_text.h"

namespace sendguard::draft {

/// A TIFF structure: the block "Exif" of other pictures, or a TIFF file.
/// source: CIPA DC-008 (Exif 2.32), TIFF 6.0
void read_exif(DocumentText& text, std::string_view tiff);
/// IPTC-IIM records, 2:xx. source: IIM 4.2
void read_iptc(DocumentText& text, std::string_view records);
/// Photoshop's resources ("8BIM"), one of which holds IPTC records.
void read_photoshop(DocumentText& text, std::string_view resources);
/// An XMP packet. source: ISO 16684-1
void read_xmp(DocumentText& text, std::string_view packet);
/// Notes where a picture was taken; in degrees, north and east are positive.
void note_position(DocumentText& text, double latitude, double longitude);

void read_jpeg(DocumentText& text, std::string_view bytes);
void read_png(DocumentText& text, std::string_view bytes);

}  // namespace sendguard::draft

// One draft being read: where passages, parts and faults are gathered, and whether what is read now
// is the main reading or another one.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "draft/draft.h"
#include "draft/fields.h"

namespace sendguard::draft {

/// Bytes with MIME structure: the message itself, a copy of it of the same length, or the decoded
/// content of one of its parts.
struct Source {
    std::string_view bytes;
    bool literal = true;   ///< offsets into `bytes` are offsets into Draft::bytes
    std::uint32_t at = 0;  ///< else: the offset in Draft::bytes of what was decoded
    std::vector<std::uint32_t> dash_lines;  ///< offsets of lines that begin with "--"

    std::uint32_t offset(std::size_t i) const {
        return literal ? static_cast<std::uint32_t>(i) : at;
    }
};
Source make_source(std::string_view bytes, bool literal, std::uint32_t at);

class Reading {
  public:
    explicit Reading(Draft& draft) : draft_(draft) {}

    Draft& draft() { return draft_; }
    bool alternative() const { return alternative_; }

    /// Notes a fault, at most kMaxFaultsOfKind of a kind; ambiguities of another reading are the
    /// main one's already.
    void fault(FaultClass fault_class, std::string_view kind, std::string message,
               std::uint32_t part, std::uint32_t offset, std::uint32_t length = 0);
    void defects(const std::vector<Defect>& defects, const Source& source, std::uint32_t part);

    /// Adds a passage that is not blank; of another reading when one is being read.
    void add(Passage passage);
    /// Adds a part; another reading has no parts of its own and uses the part it stands in.
    std::uint32_t add_part(Part part, std::uint32_t inside);
    Part& part(std::uint32_t index) { return draft_.parts[index]; }
    bool parts_are_full() const;
    /// Counts bytes that came out of archives and documents. false: more than kMaxUnpackedBytes.
    bool unpack(std::size_t bytes);

    /// Appends the other readings' passages whose text the main reading does not have.
    void finish();
    std::string_view keep(std::string text) { return draft_.keep(std::move(text)); }

    bool put_off_documents = false;       ///< ReadOptions
    std::vector<std::string> boundaries;  ///< every boundary declared so far
    std::vector<Defect> near_boundaries;  ///< lines that begin with a boundary and go on

  private:
    friend class OtherReading;
    Draft& draft_;
    bool alternative_ = false;
    std::vector<Passage> others_;
    std::size_t unpacked_ = 0;
};

/// While it lives, what is read is another reading.
class OtherReading {
  public:
    explicit OtherReading(Reading& reading) : reading_(reading), before_(reading.alternative_) {
        reading.alternative_ = true;
    }
    ~OtherReading() { reading_.alternative_ = before_; }
    OtherReading(const OtherReading&) = delete;
    OtherReading& operator=(const OtherReading&) = delete;

  private:
    Reading& reading_;
    bool before_;
};

}  // namespace sendguard::draft

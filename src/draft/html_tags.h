// The element and attribute names that change what is seen, found in a few nanoseconds each.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace sendguard::draft {

enum class Tag : std::uint8_t {
    unknown,
    a,
    address,
    area,
    article,
    aside,
    base,
    basefont,
    bdo,
    blockquote,
    body,
    br,
    button,
    caption,
    center,
    col,
    colgroup,
    dd,
    details,
    dialog,
    dir,
    div,
    dl,
    dt,
    embed,
    fieldset,
    figcaption,
    figure,
    font,
    footer,
    form,
    frame,
    frameset,
    h1,
    h2,
    h3,
    h4,
    h5,
    h6,
    head,
    header,
    hr,
    html,
    iframe,
    image,
    img,
    input,
    legend,
    li,
    link,
    listing,
    main,
    menu,
    meta,
    nav,
    object,
    ol,
    optgroup,
    option,
    p,
    param,
    plaintext,
    pre,
    script,
    section,
    select,
    source,
    span,
    style,
    summary,
    table,
    tbody,
    td,
    template_,
    textarea,
    tfoot,
    th,
    thead,
    title,
    tr,
    track,
    ul,
    wbr,
    xml,
    xmp,
    count
};
inline constexpr std::size_t kTags = static_cast<std::size_t>(Tag::count);

/// What an element does to the flow of text.
enum TagFlag : std::uint16_t {
    kBlock = 1,     ///< its start and end each end a line
    kVoid = 2,      ///< has no content and no end tag
    kRaw = 4,       ///< its content is text up to its own end tag
    kCell = 8,      ///< a table cell
    kClosesP = 16,  ///< its start ends an open <p>
    kScope = 32,    ///< an open <p> outside it stays open
    kPre = 64,      ///< line ends in its text are line ends
    kItem = 128,    ///< its start ends an open item of the same list
    kList = 256,    ///< holds items
};

/// in: name - ASCII case is ignored
/// out: Tag::unknown for any other name
Tag tag_of(std::string_view name);
std::uint16_t tag_flags(Tag tag);

enum class Attr : std::uint8_t {
    none,
    style,
    class_,
    id,
    href,
    src,
    action,
    alt,
    title,
    aria_label,
    hidden,
    bgcolor,
    color,
    text,
    background,
    name,
    content,
    property,
    type,
    value,
    placeholder,
    srcdoc,
    label,
    summary,
    size,
    open,
    dir,
    count
};
inline constexpr std::size_t kAttrs = static_cast<std::size_t>(Attr::count);
Attr attr_of(std::string_view name);

}  // namespace sendguard::draft
